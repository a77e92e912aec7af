"""What we would have done: an existing Queue() watched over AMI."""
