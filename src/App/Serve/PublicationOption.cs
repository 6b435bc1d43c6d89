using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Millrace.Contracts.Datasets;
using Millrace.Engine.Publication;

namespace Millrace.App.Serve;

/// <summary>--publication: when datasets are published, and for how long they change; all faults are told at once.</summary>
internal static class PublicationOption
{
    private static readonly Dictionary<string, Func<PublicationPolicy, TimeSpan, PublicationPolicy>> Settings = new()
    {
        ["cadence"] = (policy, value) => policy with { Cadence = value },
        ["grace"] = (policy, value) => policy with { Grace = value },
        ["spread"] = (policy, value) => policy with { Spread = value },
        ["horizon"] = (policy, value) => policy with { Horizon = value },
    };

    public static Option<PublicationPolicies> Build() =>
        new("--publication")
        {
            Description =
                "A setting of publication, such as sp-traffic.cadence=15m, or grace=5m for all datasets; may be given again. "
                + "Settings: cadence, grace, spread, horizon.",
            HelpName = "DATASET.SETTING=TIME",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = Parse,
        };

    /// <summary>The policies as they are in force, a line for all datasets that have the same.</summary>
    public static string Describe(PublicationPolicies policies) =>
        string.Join(
            '\n',
            Datasets
                .Produced.GroupBy(dataset => policies[dataset], dataset => dataset.Id)
                .Select(group => $"publication: {group.Key}: {string.Join(", ", group)}")
        );

    private static PublicationPolicies? Parse(ArgumentResult result)
    {
        var policies = Read([.. result.Tokens.Select(token => token.Value)], out var faults);
        foreach (var fault in faults)
        {
            result.AddError($"--publication: {fault}");
        }

        return faults.Count == 0 ? policies : null;
    }

    /// <summary>Settings of single datasets win over those of all, in whatever order they stand.</summary>
    public static PublicationPolicies Read(IReadOnlyList<string> settings, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        var policies = PublicationPolicies.Default;
        foreach (var text in settings.OrderBy(text => text.Split('=')[0].Contains('.')))
        {
            if (TryRead(text, found, out var datasets, out var set, out var value))
            {
                policies = datasets.Aggregate(policies, (all, dataset) => all.With(dataset, set(all[dataset], value)));
            }
        }

        faults = [.. found, .. policies.Faults()];
        return policies;
    }

    private static bool TryRead(
        string text,
        List<string> faults,
        out IReadOnlyList<DatasetDeclaration> datasets,
        out Func<PublicationPolicy, TimeSpan, PublicationPolicy> set,
        out TimeSpan value
    )
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? text : text[..equals];
        var dot = key.LastIndexOf('.');
        var (id, setting) = dot < 0 ? (null, key) : (key[..dot], key[(dot + 1)..]);
        datasets = id is null ? Datasets.Produced : [.. Datasets.Produced.Where(dataset => dataset.Id == id)];
        var before = faults.Count;
        if (datasets.Count == 0)
        {
            faults.Add($"{key}: there is no dataset {id}; {NearName.Of(id!, Datasets.Produced.Select(dataset => dataset.Id))}");
        }

        if (!Settings.TryGetValue(setting, out set!))
        {
            faults.Add($"{key}: there is no setting {setting}; {NearName.Of(setting, Settings.Keys)}");
        }

        value = default;
        if (equals < 0 || !TryReadTime(text[(equals + 1)..], out value))
        {
            faults.Add($"{text}: the value is a time, such as {key}=90s, 15m, 6h or 3d.");
        }

        return faults.Count == before;
    }

    private static bool TryReadTime(string text, out TimeSpan time)
    {
        time = default;
        var seconds =
            text.Length == 0
                ? 0
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3600,
                    'd' => 86_400,
                    _ => 0,
                };
        if (seconds == 0 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        time = TimeSpan.FromSeconds((long)number * seconds);
        return true;
    }
}
