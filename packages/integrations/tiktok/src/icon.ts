/** A telephone with an upright film, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#14141a"/><rect x="19" y="9" width="26" height="46" rx="5" fill="none" stroke="#fff" stroke-width="4"/><path d="M28 24v16l12-8z" fill="#fe2c55"/><path d="M29 48h6" stroke="#25f4ee" stroke-width="3" stroke-linecap="round"/></svg>',
)}`
