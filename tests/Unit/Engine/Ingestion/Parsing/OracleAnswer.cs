using Millrace.Engine.Ingestion;

namespace Millrace.Unit.Engine.Ingestion.Parsing;

/// <summary>What the oracle says of a line: its event, or words one of which the refusal has to hold.</summary>
internal sealed record OracleAnswer
{
    public string[] Refusals { get; init; } = [];
    public EventKind Kind { get; set; }
    public EventKind Invalidates { get; set; }
    public long Time { get; set; }
    public long Count { get; set; } = 1;
    public long CostMicros { get; set; }

    /// <summary>By the field's name; keyword_id also holds a target_id.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    public List<string> UnknownFields { get; } = [];

    public bool IsGood => Refusals.Length == 0;

    public static OracleAnswer Refuse(params string[] refusals) => new() { Refusals = refusals };
}
