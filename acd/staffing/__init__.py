"""How many agents an interval needs, queue by queue, by Erlang A or C.

- demand: the calls of one queue in one interval; what-if changes; all queues as one
- forecast: demand from a CSV file; learn: demand from the store's history
- plan: demand and a target -> agents on the phones and on the roster; what_if: the same under changed numbers

Erlang knows one queue of like agents. Queues that share agents are planned one by one here, so the sum is what they
need apart; as one pool they need less (the rows "(all)": every agent serves every queue), and a house of mixed
skills lies between the two.
"""
