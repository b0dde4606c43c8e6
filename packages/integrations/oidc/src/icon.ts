/** A key before an open ring, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#b5541c"/><g fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"><circle cx="9" cy="12" r="4"/><path d="M13 12h6m-2 0v3"/></g></svg>',
)}`
