//! Permissions of modules whose routes are still to come, so that role templates are whole from the first day (seed
//! 000, `MODULE_PERMISSIONS`). Each list moves next to its feature together with it.

use super::Permission;

/// All of them.
pub(super) const ALL: &[&[&Permission]] = &[
    CONTRACTS, ORDERS, INVENTORY, ASSETS, PRODUCTION, EXPENSES, DASHBOARD, REPORTS,
];

permissions! {
    /// Contracts.
    pub CONTRACTS: "contracts", Studio of Commerce, "contratos", "contracts" {
        ViewContracts: view,
        AddContracts: add,
        ChangeContracts: change,
        DeleteContracts: delete,
    }
}

permissions! {
    /// Orders.
    pub ORDERS: "orders", Commerce of Commerce, "pedidos", "orders" {
        ViewOrders: view,
        AddOrders: add,
        ChangeOrders: change,
        DeleteOrders: delete,
    }
}

permissions! {
    /// Stock.
    pub INVENTORY: "inventory", Inventory of Operations, "inventario", "inventory" {
        ViewInventory: view,
        AddInventory: add,
        ChangeInventory: change,
        DeleteInventory: delete,
    }
}

permissions! {
    /// Assets.
    pub ASSETS: "assets", Studio of Operations, "activos", "assets" {
        ViewAssets: view,
        AddAssets: add,
        ChangeAssets: change,
        DeleteAssets: delete,
    }
}

permissions! {
    /// Production orders.
    pub PRODUCTION: "production", Studio of Operations, "producción", "production" {
        ViewProduction: view,
        AddProduction: add,
        ChangeProduction: change,
        DeleteProduction: delete,
    }
}

permissions! {
    /// Expenses.
    pub EXPENSES: "expenses", Finance of Finance, "gastos", "expenses" {
        ViewExpenses: view,
        AddExpenses: add,
        ChangeExpenses: change,
        DeleteExpenses: delete,
    }
}

permissions! {
    /// The dashboard.
    pub DASHBOARD: "dashboard", Analytics of Analytics, "el tablero", "the dashboard" {
        ViewDashboard: view,
    }
}

permissions! {
    /// Reports.
    pub REPORTS: "reports", Analytics of Analytics, "reportes", "reports" {
        ViewReports: view,
        AddReports: add,
        ChangeReports: change,
        DeleteReports: delete,
    }
}
