/** A magnifying glass over lines, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#c8246e"/><g fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round"><path d="M5 7h5M5 12h3M5 17h6"/><circle cx="14" cy="11" r="4"/><path d="m17 14 3 3"/></g></svg>',
)}`
