using Millrace.Sandbox.Roles;
using Millrace.Sandbox.StandIns.Faults;
using Millrace.Sandbox.StandIns.Wire;

namespace Millrace.Sandbox.StandIns;

/// <summary>Who calls: whoever signs with a key that was not handed out here is taken for the account itself.</summary>
/// <param name="Session">The temporary credentials, where it signs with such.</param>
/// <param name="Fault">Why the call is not taken, or none.</param>
internal sealed record Caller(CredentialScope Scope, RoleSession? Session, CallFault Fault);
