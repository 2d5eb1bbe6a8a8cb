"""The desk of a bureau (労働局の窓口業務): its queues, search, decisions of two persons, addresses and letters sent.

`domain` pure rules · `usecases` a module a subject · `storage`, `tables` what is kept beside the applications.
"""
