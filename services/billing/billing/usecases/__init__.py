"""What the ERP tells is recorded, what a customer asks is answered."""
