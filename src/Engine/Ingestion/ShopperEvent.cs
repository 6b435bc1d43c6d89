using Millrace.Engine.Attribution;

namespace Millrace.Engine.Ingestion;

/// <summary>A touch, a deed, or what takes one back.</summary>
/// <param name="Shopper">Hash of account and shopper id, with the deployment's key.</param>
/// <param name="Id">Hash of account and event id; of a touch that is taken back, that of the touch.</param>
/// <param name="Refers">Of a return, and of a deed that is taken back, hash of the deed's event id; else zero.</param>
/// <param name="Time">Unix seconds.</param>
/// <param name="Kind">Of what is taken back, where something is.</param>
/// <param name="IsBack">It takes back.</param>
/// <param name="Identified">Of a touch: its place among the identified events of the part.</param>
/// <param name="SkuAt">Where the part has its sku.</param>
internal readonly record struct ShopperEvent(
    ulong Shopper,
    ulong Id,
    ulong Refers,
    long Time,
    int Account,
    EventKind Kind,
    AdProduct Product,
    bool IsBack,
    int Identified,
    int SkuAt,
    int SkuBytes,
    int Units,
    long SalesMicros
)
{
    public bool IsTouch => Kind is EventKind.Impression or EventKind.Click;

    public bool IsView => Kind == EventKind.Impression;
}
