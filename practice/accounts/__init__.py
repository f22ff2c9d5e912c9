"""How people come in and are looked after: signing in, invitations, profiles, administration."""
