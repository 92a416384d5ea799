"""What others ask this body about people it knows: a paper comes in, the answer is drafted, approved and sent."""
