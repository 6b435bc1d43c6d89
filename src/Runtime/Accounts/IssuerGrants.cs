using Millrace.Runtime.Ports;

namespace Millrace.Runtime.Accounts;

/// <summary>What an operator lets users of external issuers see.</summary>
public sealed class IssuerGrants(IRegistry registry)
{
    /// <summary>Adds to what was granted before.</summary>
    public async ValueTask<Answer<IssuerGrant>> AddAsync(IssuerGrant grant, CancellationToken cancel)
    {
        if ((Check(grant) ?? await Registrar.CheckAccountsAsync(registry, grant.Accounts, cancel)) is { } fault)
        {
            return fault;
        }

        await registry.AddGrantAsync(grant, cancel);
        return grant;
    }

    /// <summary>Takes back; answers how many grants of an account there were.</summary>
    /// <param name="grant">Without a client: by whichever they were; without accounts: all.</param>
    public async ValueTask<Answer<Revoked>> RemoveAsync(IssuerGrant grant, DateTimeOffset now, CancellationToken cancel) =>
        await registry.RemoveGrantAsync(grant, now, cancel) is > 0 and var ended
            ? new Revoked(ended)
            : Fault.NotFound($"{grant.UserId} of {grant.Issuer} has been granted nothing of this: see `admin grant list`.");

    private static Fault? Check(IssuerGrant grant) =>
        !IssuerNames.IsIssuer(grant.Issuer) ? Fault.Invalid($"An issuer has {IssuerNames.IssuerForm}.")
        : !IssuerNames.IsUser(grant.UserId) ? Fault.Invalid($"A user has {IssuerNames.UserForm}.")
        : grant.ClientName is { } client && !IssuerNames.IsClient(client)
            ? Fault.Invalid($"A client of an issuer has {IssuerNames.ClientForm}.")
        : null;
}
