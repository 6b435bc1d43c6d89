using Millrace.Engine.Attribution;

namespace Millrace.Unit.Engine.Attribution;

/// <summary>Bytes that the first version of the format wrote, and what they say.</summary>
internal static class FirstFormat
{
    public const string Head = "01010102010301";

    public const string Rows =
        "dae2cfaa060d050104000000000000004d000000000000000380e2cfaa0606020109010a000000000000004d00000000000000010980e2cfaa06020202c0843d";

    public const string Forget = "4d060a0d";

    public const string Drop = "0000";

    public static readonly string[] Pages =
    [
        "0101bce2cfaa060103000000000000004d000000000000000380e2cfaa06060201",
        "0102bce2cfaa060109000000000000004d00000000000000030080e2cfaa06020204809bee02",
        "0103bce2cfaa060109000000000000004d000000000000000880e2cfaa0602",
    ];

    public static TouchRow Touch => Events.Click(3, Events.Start, AdProduct.Dsp, brand: -1);

    public static DeedRow Purchase => Events.Purchase(9, Events.Start, units: 2, sales: 3_000_000);

    public static DeedRow Return => Events.Return(10, Purchase, units: 1, sales: 500_000);

    public static PurchaseRow Bought =>
        new()
        {
            Shopper = Events.Shopper,
            Id = 9,
            Deed = 8,
            Time = Events.Start,
            Brand = 1,
        };
}
