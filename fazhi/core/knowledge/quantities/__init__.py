"""Tables of the grammar of quantities: units, currencies, classifiers, modifiers, words with a numeral."""
