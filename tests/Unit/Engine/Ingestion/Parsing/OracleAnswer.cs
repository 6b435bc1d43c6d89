namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>What the oracle says of a line: its fields by their names, or words one of which the refusal has to hold.</summary>
internal sealed record OracleAnswer
{
    public string[] Refusals { get; init; } = [];

    /// <summary>Texts that are kept as they stand; keyword_id also holds a target_id.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Words of closed sets.</summary>
    public Dictionary<string, string> Words { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts, times in Unix seconds, money in millionths.</summary>
    public Dictionary<string, long> Numbers { get; } = new(StringComparer.Ordinal);

    public List<string> UnknownFields { get; } = [];

    public bool IsGood => Refusals.Length == 0;

    /// <summary>What the event is about: its type, or that of what it takes back.</summary>
    public string Subject => IsBack ? Word("invalidates_type") : Word("type");

    public bool IsBack => Word("type") == "invalidation";

    public string Product => Word("ad_product", "SP");

    public string Word(string name, string otherwise = "") => Words.GetValueOrDefault(name, otherwise);

    public long Number(string name, long otherwise = 0) => Numbers.GetValueOrDefault(name, otherwise);

    public bool Has(string name) => Texts.ContainsKey(name) || Words.ContainsKey(name) || Numbers.ContainsKey(name);

    public static OracleAnswer Refuse(params string[] refusals) => new() { Refusals = refusals };
}
