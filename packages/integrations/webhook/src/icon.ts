/** Two points and the way between them, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#5b4bb7"/><circle cx="6.5" cy="16" r="2.5" fill="none" stroke="#fff" stroke-width="1.6"/><circle cx="17.5" cy="8" r="2.5" fill="none" stroke="#fff" stroke-width="1.6"/><path d="M9 16h4c3 0 1-8 2-8" fill="none" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/></svg>',
)}`
