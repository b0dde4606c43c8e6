/** A telephone in a bubble, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#1f9d55"/><path d="M12 5a7 7 0 0 0-6 10.6L5 19l3.500-.9A7 7 0 1 0 12 5z" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/><path d="M9.500 9.500c0 3 2 5 5 5l1-1.500-2-1-1 .7c-.7-.4-1.300-1-1.700-1.700l.7-1-1-2z" fill="#fff"/></svg>',
)}`
