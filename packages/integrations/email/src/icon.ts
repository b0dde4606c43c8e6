/** An envelope, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#1f6fb2"/><path d="M5 7h14v10H5z" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/><path d="m5 8 7 5 7-5" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/></svg>',
)}`
