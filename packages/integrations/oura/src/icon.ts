/** A ring, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#2f3b4c"/><circle cx="32" cy="34" r="16" fill="none" stroke="#fff" stroke-width="6"/><path d="M25 12h14" stroke="#fff" stroke-width="5" stroke-linecap="round"/></svg>',
)}`
