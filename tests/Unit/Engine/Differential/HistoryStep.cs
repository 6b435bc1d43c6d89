namespace Millrace.Unit.Engine.Differential;

/// <summary>One step of a history.</summary>
internal abstract record HistoryStep
{
    /// <summary>A batch is sent; one whose id came before is sent again.</summary>
    public sealed record Send(string Batch, IReadOnlyList<RawEvent> Events) : HistoryStep
    {
        public override string ToString() =>
            $"send {Batch}\n    {string.Join("\n    ", Events.Select(happened => happened.ToLine()))}";
    }

    /// <summary>It is told which product and brand a sku is of.</summary>
    public sealed record Put(string Advertiser, string Sku, string Product, string? Brand) : HistoryStep
    {
        public string Line =>
            $"{{\"kind\":\"product\",\"advertiser_id\":\"{Advertiser}\",\"marketplace_id\":\"MKT\",\"sku\":\"{Sku}\",\"product_id\":\"{Product}\""
            + (Brand is null ? "}" : $",\"brand\":\"{Brand}\"}}");

        public override string ToString() => $"put {Line}";
    }

    /// <summary>The clock goes on, and what is due then is published.</summary>
    public sealed record Turn(TimeSpan After) : HistoryStep
    {
        public override string ToString() => $"turn after {After}";
    }

    /// <summary>The engine loses its memory.</summary>
    public sealed record Crash : HistoryStep
    {
        public override string ToString() => "crash";
    }

    /// <summary>From now on a page goes with each entry, until all are written.</summary>
    public sealed record Paging : HistoryStep
    {
        public override string ToString() => "begin paging";
    }
}
