/** A card, drawn for this integration. */
export const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#3d3fb0"/><path d="M4.500 7.500h15v9.500h-15zm0 3h15m-12 3.500h4" fill="none" stroke="#fff" stroke-width="1.600" stroke-linejoin="round" stroke-linecap="round"/></svg>',
)}`
