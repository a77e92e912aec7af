"""What is allowed in a configuration and yet most likely not meant, or will not do: what ``acd check`` warns of.

- finding: one warning, and its shape
- demands: what callers ask of an agent, who can answer it, and when
- skills, steps, ways, weights: what the files alone tell
- history, week: the last weeks from the store, by hour of the week; coverage, load: what they tell
- look: all of it, in the order of the files
"""
