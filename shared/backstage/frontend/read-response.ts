/**
 * Returns the body of a response of the backend.
 *
 * @throws Error with the message of the backend, or with the status if something before the backend has answered
 */
export async function readResponse<Body>(response: Response): Promise<Body> {
  if (response.ok) return (await response.json()) as Body;
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(body?.error?.message ?? `The backend answered with ${response.status}; try again later`);
}
