/** Sound that rises from a dot, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#157a3d"/><circle cx="20" cy="44" r="5" fill="#fff"/><path d="M20 29a15 15 0 0 1 15 15M20 17a27 27 0 0 1 27 27" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round"/></svg>',
)}`
