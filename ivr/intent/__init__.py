"""What a caller wants, from what he says freely and from what is known of him.

``teaching`` is what the flow file gives, ``train`` makes a ``classifier`` of it (words and letters, and a model of
meaning where one is installed), ``known`` says what is likely before a word is said, and puts both together.
"""
