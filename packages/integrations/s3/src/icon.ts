/** A bucket, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#2f6b3c"/><g fill="none" stroke="#fff" stroke-width="1.5" stroke-linejoin="round"><ellipse cx="12" cy="7.5" rx="6.5" ry="2.2"/><path d="m5.500 7.500 1.600 9.700c.2 1.200 2.300 2.100 4.900 2.100s4.700-.9 4.900-2.100l1.600-9.700"/></g></svg>',
)}`
