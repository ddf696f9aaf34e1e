"""Notifications: says to customers, by SMS and e-mail, what happened to their account."""
