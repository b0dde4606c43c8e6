/** A heart of two strokes. */
export const icon =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"%3E%3Cpath stroke="%23ea4335" d="M12 20 4 12a4.6 4.6 0 0 1 8-5"/%3E%3Cpath stroke="%234285f4" d="m12 7 1-1a4.6 4.6 0 0 1 7 6l-8 8"/%3E%3C/svg%3E'
