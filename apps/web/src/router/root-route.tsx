import { createRootRoute, Outlet } from '@tanstack/react-router'
import { NotFound } from '../components/not-found.tsx'
import { PageError } from '../components/page-error.tsx'

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PageError,
})
