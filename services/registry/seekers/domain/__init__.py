"""Rules of SEE, without a database: who may find a seeker, until when, under which number."""
