"""Chemistry by component: bond orders, charges, radii, residues as ProLIF wants them."""
