"""The ways out: each speaks one provider's protocol and says plainly how a message fared."""
