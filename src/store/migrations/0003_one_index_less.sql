-- outgoing_of_message begins with the same two columns.
drop index outgoing_answered;
