using System.CommandLine;
using Millrace.Runtime.Accounts;

namespace Millrace.App.Admin;

/// <summary>millrace admin grant: what users of external issuers see; docs/deployment.md has the issuers.</summary>
internal static class GrantCommand
{
    public static Command Add()
    {
        var (issuer, user) = (Issuer(), User());
        var client = AdminCommand.Optional("--client", "By which of the issuer's clients. Default: any.");
        return AdminCommand.Act(
            new Command("add", "Let a user of an issuer see accounts.") { issuer, user, client, AdminCommand.Accounts },
            async (parsed, _, registry, cancel) =>
            {
                var grant = new IssuerGrant(
                    parsed.GetValue(issuer)!,
                    parsed.GetValue(user)!,
                    parsed.GetValue(client),
                    parsed.GetValue(AdminCommand.Accounts)!
                );
                return AdminCommand.Tell(await new IssuerGrants(registry).AddAsync(grant, cancel), Line);
            }
        );
    }

    public static Command List()
    {
        var issuer = AdminCommand.Optional("--issuer", "Of this issuer. Default: all.");
        var user = AdminCommand.Optional("--user", "To this user. Default: all.");
        return AdminCommand.Act(
            new Command("list", "List what users of issuers see.") { issuer, user },
            async (parsed, _, registry, cancel) =>
            {
                foreach (var grant in await registry.ReadGrantsAsync(parsed.GetValue(issuer), parsed.GetValue(user), cancel))
                {
                    Console.WriteLine(Line(grant));
                }

                return 0;
            }
        );
    }

    public static Command Remove()
    {
        var (issuer, user, accounts) = (Issuer(), User(), AdminCommand.SomeAccounts());
        var client = AdminCommand.Optional("--client", "By which of the issuer's clients. Default: by whichever it was granted.");
        return AdminCommand.Act(
            new Command("remove", "Take back what a user of an issuer sees; its subscriptions end.")
            {
                issuer,
                user,
                client,
                accounts,
            },
            async (parsed, _, registry, cancel) =>
            {
                var grant = new IssuerGrant(
                    parsed.GetValue(issuer)!,
                    parsed.GetValue(user)!,
                    parsed.GetValue(client),
                    parsed.GetValue(accounts) ?? []
                );
                var answer = await new IssuerGrants(registry).RemoveAsync(grant, TimeProvider.System.GetUtcNow(), cancel);
                return AdminCommand.Tell(answer, revoked => $"grants taken back: {revoked.Grants}");
            }
        );
    }

    private static string Line(IssuerGrant grant) =>
        $"user {grant.UserId}  client {grant.ClientName ?? "any"}  issuer {grant.Issuer}  accounts {string.Join(' ', grant.Accounts)}";

    private static Option<string> Issuer() => AdminCommand.Text("--issuer", "As its tokens have it in iss.");

    private static Option<string> User() =>
        AdminCommand.Text("--user", "As the issuer calls the user: sub, or the deployment's userClaim.");
}
