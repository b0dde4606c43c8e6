import { Type } from 'typebox'
import { BootReport, PluginReport, ServiceGraph } from './boot-report.ts'
import { bootReportExample, serviceGraphExample } from './boot-report-examples.ts'
import { httpErrors } from './http/http-errors.ts'
import { KernelError } from './kernel-error.ts'
import type { KernelService } from './kernel-service.ts'
import type { PluginApp } from './plugin.ts'
import { ProblemError } from './problem.ts'

const admin = { access: 'admin', scopes: ['kernel:admin'] } as const

const KernelState = Type.Object(
  { report: BootReport, services: ServiceGraph },
  {
    title: 'KernelState',
    description: 'The boot report and the service graph.',
    examples: [{ report: bootReportExample, services: serviceGraphExample }],
  },
)

const PluginParameter = Type.Object({
  plugin: Type.String({ maxLength: 100, description: 'The name of the plugin.', examples: ['library'] }),
})

/** `/api/_kernel/…`: the boot report and the service graph, for administrators. */
export function kernelRoutes(kernel: KernelService) {
  return async (app: PluginApp): Promise<void> => {
    app.get(
      '/',
      {
        config: admin,
        schema: {
          summary: 'Read the boot report and the service graph',
          description: 'Both at once, of the same moment: why a plugin is not up, and what depends on it.',
          operationId: 'kernelGetState',
          response: { 200: KernelState },
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
          description: 'Every plugin with its state, its routes, and why it is quarantined.',
          operationId: 'kernelGetReport',
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
          description: 'The services that plugins provide and use, and the boot order that follows.',
          operationId: 'kernelGetServiceGraph',
          response: { 200: ServiceGraph },
        },
      },
      () => kernel.services(),
    )
    app.post(
      '/plugins/:plugin/retry',
      {
        config: admin,
        schema: {
          summary: 'Retry a quarantined plugin',
          description:
            'Works for a plugin whose `start` failed. A plugin that failed earlier needs a restart of the server.',
          operationId: 'kernelRetryPlugin',
          params: PluginParameter,
          response: { 200: PluginReport },
        },
      },
      async (request) => {
        const { plugin: name } = request.params
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
