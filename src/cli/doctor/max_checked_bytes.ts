/** Larger databases are not looked through: that would take long, and space for a copy. */
export const maxCheckedBytes = 64 * 1024 * 1024;
