"""The real Floor under a virtual clock, beside models of the peers, in the same traffic."""
