"""What programs that predict structures write: which file is which sample of which job, and how sure its writer is."""
