import { Type } from 'typebox'
import { BootReport, PluginReport, ServiceGraph } from './boot-report.ts'
import { httpErrors } from './http/http-errors.ts'
import { KernelError } from './kernel-error.ts'
import type { KernelService } from './kernel-service.ts'
import type { PluginApp } from './plugin.ts'
import { ProblemError } from './problem.ts'

const admin = { access: 'admin', scopes: ['kernel:admin'] } as const

/** `/api/_kernel/…`: the boot report and the service graph, for administrators. */
export function kernelRoutes(kernel: KernelService) {
  return async (app: PluginApp): Promise<void> => {
    app.get(
      '/',
      {
        config: admin,
        schema: {
          summary: 'Read the boot report and the service graph',
          operationId: 'kernelRead',
          response: {
            200: Type.Object({ report: BootReport, services: ServiceGraph }, { title: 'KernelState' }),
          },
        },
      },
      () => ({ report: kernel.report(), services: kernel.services() }),
    )
    app.get(
      '/report',
      {
        config: admin,
        schema: {
          summary: 'Read the boot report',
          operationId: 'kernelReport',
          response: { 200: BootReport },
        },
      },
      () => kernel.report(),
    )
    app.get(
      '/services',
      {
        config: admin,
        schema: {
          summary: 'Read the service graph',
          operationId: 'kernelServices',
          response: { 200: ServiceGraph },
        },
      },
      () => kernel.services(),
    )
    app.post(
      '/plugins/:name/retry',
      {
        config: admin,
        schema: {
          summary: 'Retry a quarantined plugin',
          description:
            'Works for a plugin whose `start` failed. A plugin that failed earlier needs a restart of the server.',
          operationId: 'kernelRetryPlugin',
          params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
          response: { 200: PluginReport },
        },
      },
      async (request) => {
        const { name } = request.params
        const find = () => kernel.report().plugins.find((plugin) => plugin.name === name)
        if (find() === undefined) throw new ProblemError(httpErrors.KERNEL_NO_SUCH_PLUGIN)
        try {
          await kernel.retry(name)
        } catch (error) {
          if (!(error instanceof KernelError)) throw error
          throw new ProblemError(httpErrors.KERNEL_NOT_RETRYABLE, { detail: error.message, cause: error })
        }
        const report = find()
        if (report === undefined) throw new ProblemError(httpErrors.KERNEL_NO_SUCH_PLUGIN)
        return report
      },
    )
  }
}
