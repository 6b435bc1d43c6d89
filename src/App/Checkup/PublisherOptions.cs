using System.CommandLine;
using System.CommandLine.Parsing;
using Millrace.App.Settings;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Documents;
using Millrace.Contracts.Policies;
using Millrace.Contracts.Realms;
using Millrace.Runtime.Diagnosis;

namespace Millrace.App.Checkup;

/// <summary>Options that say who publishes what where.</summary>
internal static class PublisherOptions
{
    public static Option<string> Dataset()
    {
        var known = Datasets.All.Select(one => one.Id).Concat(Documents.All.Select(one => one.Id)).ToList();
        var option = new Option<string>("--dataset")
        {
            Description = "The dataset whose messages are to arrive.",
            Required = true,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } id && !known.Contains(id))
            {
                result.AddError($"--dataset: there is no dataset {id}; {NearName.Of(id, known)}");
            }
        });
        return option;
    }

    /// <summary>A realm, or a marketplace or country of it.</summary>
    public static Option<Realm> Realm() =>
        new("--realm")
        {
            Description = "NA, EU or FE; or the id or country of a marketplace.",
            Required = true,
            CustomParser = ReadRealm,
        };

    public static Option<PolicyProfile> Profile() =>
        new("--profile")
        {
            Description =
                "production: policies admit the role of this deployment; compat: they admit Amazon's topics and reviewer.",
            DefaultValueFactory = _ => PolicyProfile.Production,
        };

    public static Option<string?> Principal()
    {
        var option = new Option<string?>("--principal")
        {
            Description = "ARN of the role as which the deployment sends. Default: STS is asked.",
        };
        option.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string>() is { } arn
                && (!arn.StartsWith("arn:aws:iam::", StringComparison.Ordinal) || arn.Split(':').Length != 6)
            )
            {
                result.AddError(
                    $"--principal: '{arn}' is not the ARN of a role, such as arn:aws:iam::123456789012:role/millrace."
                );
            }
        });
        return option;
    }

    /// <summary>By whose names the doctor judges.</summary>
    public static DoctorOptions Doctor(
        ParseResult parsed,
        Option<PolicyProfile> profile,
        Option<string?> principal,
        Option<DeploymentSettings> deployment
    ) =>
        new()
        {
            Profile = parsed.GetValue(profile),
            Principal = parsed.GetValue(principal),
            Topics = parsed.GetValue(deployment)!.Topics.Names(),
        };

    private static Realm? ReadRealm(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var marketplace = Marketplaces.BuiltIn.FirstOrDefault(known =>
            known.Id == text || known.Country.Equals(text, StringComparison.OrdinalIgnoreCase)
        );
        var id = marketplace?.RealmId ?? text.ToUpperInvariant();
        var realm = Contracts.Realms.Realm.BuiltIn.FirstOrDefault(known => known.Id == id);
        if (realm is null)
        {
            result.AddError($"--realm: '{text}' is no realm, marketplace or country: give NA, EU or FE.");
        }

        return realm;
    }
}
