"""A stand-in for the operator's SMS and mail providers, and an independent witness.

It knows the providers' protocols and nothing of the suite: what it shows as received was
really sent, and what it counts was counted outside the services.
"""
