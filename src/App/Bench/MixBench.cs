namespace Millrace.App.Bench;

/// <summary>What touches and purchases cost: the load with shoppers on its clicks and a hundredth of purchases, beside the load without.</summary>
internal sealed class MixBench : IBench
{
    private const int PurchasesPercent = 1;

    public string Name => "mix";

    public string Description => "Cost per event with touches and 1 % purchases, beside the same load without them.";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchOptions options)
    {
        var mixed = new IngestRun(EventFile.Make(options.Folder, options.Events, seed: 1, PurchasesPercent), options.Folder);
        var plain = new IngestRun(EventFile.Make(options.Folder, options.Events, seed: 1), options.Folder);
        var figures = await Race.RunAsync(
            options.Runs,
            "events",
            bar: null,
            new Side("with touches and purchases", mixed.RunOwnAsync),
            new Side("the load without them", plain.RunOwnAsync)
        );
        return [new("cost per event, with touches and purchases to without", 1 / figures[0].Value, ""), .. figures];
    }
}
