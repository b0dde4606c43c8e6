export const ROUTES_PER_PLUGIN = 10
