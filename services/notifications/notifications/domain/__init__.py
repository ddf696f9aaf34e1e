"""Pure rules: the record of a delivery, the length of an SMS, words for spans and hours."""
