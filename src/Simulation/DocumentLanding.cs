using System.Text.Json.Nodes;

namespace Millrace.Simulation;

/// <summary>The landing of a dataset of documents: repeats are equal bytes, and entities are applied by version.</summary>
internal sealed class DocumentLanding : ISimulatedLanding
{
    private readonly HashSet<string> bodies = [];
    private readonly Dictionary<(string Campaign, long Version), string> versions = [];

    /// <summary>Budget messages that landed, each once, in the order in which they did.</summary>
    public List<SimulatedUsage> Usages { get; } = [];

    /// <summary>By campaign, the newest name that landed and its version.</summary>
    public Dictionary<string, (long Version, string Name)> Current { get; } = [];

    /// <summary>Versions of campaigns that were told as a change.</summary>
    public HashSet<(string Campaign, long Version)> Changes { get; } = [];

    public List<string> Contradictions { get; } = [];

    public int Landed => bodies.Count;

    public int Redelivered { get; private set; }

    public void Take(string body) { }

    public void Store(string body)
    {
        if (!bodies.Add(body))
        {
            Redelivered++;
            return;
        }

        var document = JsonNode.Parse(body)!.AsObject();
        if (document["budget_scope_id"] is not null)
        {
            // A snapshot tells what is so, whatever was told before.
            if (document["message_type"] is null)
            {
                Usages.Add(SimulatedUsage.Read(document));
            }
        }
        else
        {
            Apply(document);
        }
    }

    /// <summary>The same version says the same, as a change or in a snapshot.</summary>
    private void Apply(JsonObject document)
    {
        var version = ((string)document["campaignId"]!, (long)document["version"]!);
        if (!document.Remove("message_type"))
        {
            Changes.Add(version);
        }

        foreach (var own in (ReadOnlySpan<string>)["actor", "changed_fields", "previous"])
        {
            document.Remove(own);
        }

        var content = document.ToJsonString();
        if (versions.TryAdd(version, content))
        {
            if (Current.GetValueOrDefault(version.Item1).Version < version.Item2)
            {
                Current[version.Item1] = (version.Item2, (string)document["name"]!);
            }
        }
        else if (versions[version] != content)
        {
            Contradictions.Add($"version {version.Item2} of campaign {version.Item1}");
        }
    }
}
