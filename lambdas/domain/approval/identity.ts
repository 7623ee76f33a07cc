const PERSON = /^arn:[^:]+:(?:iam|sts)::\d*:(?:user|assumed-role|federated-user)\/(?:.*\/)?([^/]+)$/;
const ASSUMED_ROLE = /^arn:[^:]+:sts::\d*:assumed-role\/([^/]+)\/[^/]+$/;

/**
 * Who stands behind an actor, in whichever role: the session name of an assumed role, or the name of a user, in lower
 * case. An actor that is neither, such as `schedule:bikes`, is itself.
 */
export const identityOf = (actor: string): string => (PERSON.exec(actor)?.[1] ?? actor).toLowerCase();

/** The name of the role that a session has assumed; undefined for a user, or what is no person. */
export const roleNameOf = (actor: string): string | undefined => ASSUMED_ROLE.exec(actor)?.[1];

/** Whether a session's role is the one of a policy, which may end in `*`. A user has no role. */
export function hasRole(actor: string, required: string): boolean {
  const name = roleNameOf(actor);
  if (name === undefined) return false;
  return required.endsWith('*') ? name.startsWith(required.slice(0, -1)) : name === required;
}
