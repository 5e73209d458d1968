import { type HttpRefusal, STATUS_PATHS } from '../../conversation/http-facts.ts'

/** Whether the request that was refused was for API Management's status path. */
export function isStatusPath({ request }: HttpRefusal): boolean {
  return request !== null && STATUS_PATHS.has(request.http.path)
}
