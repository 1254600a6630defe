"""Tickets, their states and which letter belongs to which."""
