/** A watch with a pulse, of our own drawing. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#00707a"/><path d="M24 8h16v10H24zM24 46h16v10H24z" fill="#9fd9dd"/><rect x="16" y="16" width="32" height="32" rx="8" fill="#fff"/><path d="M20 33h6l4-8 5 14 3-6h6" fill="none" stroke="#00707a" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`
