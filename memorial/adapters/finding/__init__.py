"""Finding a person however the name is spelled: in other letters, by sound, by another form, with a slip."""
