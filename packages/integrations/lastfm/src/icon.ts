/** A turntable, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#b3202c"/><circle cx="29" cy="34" r="17" fill="#fff"/><circle cx="29" cy="34" r="6" fill="#b3202c"/><path d="M45 15h6v18l-8 11" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`
