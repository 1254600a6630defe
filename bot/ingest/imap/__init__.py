"""The mailbox: one IMAP account, from its connection to letters journaled and filed."""
